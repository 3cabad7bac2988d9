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
