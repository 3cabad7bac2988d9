"""The viewer in a real browser, with the page that it ships."""

import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not here")

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(BROWSER is None, reason="there is no browser")
def test_a_pair_is_seen_and_the_viewer_ends_with_the_page(photo_pair, save, viewing) -> None:
    paths = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    with viewing(*paths) as viewer, playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        with page.expect_response(lambda answer: answer.url.endswith("/0/0_0.png")) as first:
            page.goto(viewer.address)
        assert first.value.status == 200
        page.wait_for_selector("difference-stage", state="attached")
        assert page.title() == "a.png and b.png"
        assert not said  # no error, and nothing that the content policy refused
        own = f"http://127.0.0.1:{viewer.port}/"
        assert all(url.startswith((own, "data:", "blob:")) for url in asked)
        assert viewer.ends(2) is None
        page.close()
        assert viewer.ends(10) == 0
        browser.close()


@pytest.mark.skipif(BROWSER is None, reason="there is no browser")
def test_regions_are_listed_when_the_pair_was_compared(photo_pair, save, viewing) -> None:
    paths = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    small = save(photo_pair[1][:40], "small.png")
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        with viewing(*paths) as viewer:
            page = browser.new_page()
            page.goto(viewer.address)
            page.wait_for_selector("[data-tab=places][aria-selected=true]")
            page.wait_for_selector("aside ol li")
            assert "strongest first" in page.inner_text("aside")
            assert page.locator("difference-pane").count() == 3
        with viewing(paths[0], small) as viewer:
            page = browser.new_page()
            page.goto(viewer.address)
            page.wait_for_selector("[data-tab=about][aria-selected=true]")
            assert "shape mismatch" in page.inner_text("aside")
            assert page.locator("difference-pane").count() == 2
        with viewing(*(path.parent for path in paths)) as viewer:
            page = browser.new_page()
            page.goto(viewer.address)
            page.wait_for_selector("difference-pane")
        browser.close()
