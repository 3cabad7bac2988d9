"""The viewer in a real browser, with the page that it ships."""


def test_a_pair_is_seen_and_the_viewer_ends_with_the_page(photo_pair, save, viewing, browser) -> None:
    paths = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    with viewing(*paths) as viewer:
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
        assert not said  # neither errors nor violations of the content policy
        own = f"http://127.0.0.1:{viewer.port}/"
        assert all(url.startswith((own, "data:", "blob:")) for url in asked)
        assert viewer.ends(2) is None
        page.close()
        assert viewer.ends(10) == 0


def test_regions_are_listed_when_the_pair_was_compared(photo_pair, save, viewing, browser) -> None:
    paths = [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]
    with viewing(*paths) as viewer:
        page = browser.new_page()
        page.goto(viewer.address)
        page.click("[data-tab=places][aria-selected=true]")
        page.wait_for_selector("aside ol li")
        assert "strongest first" in page.inner_text("aside")
        assert page.locator("difference-pane").count() == 3
        page.close()


def test_a_pair_that_cannot_be_compared_says_why(photo_pair, save, viewing, browser) -> None:
    first, second = photo_pair
    with viewing(save(first, "a.png"), save(second[:40], "small.png")) as viewer:
        page = browser.new_page()
        page.goto(viewer.address)
        page.click("[data-tab=about][aria-selected=true]")
        assert "shape mismatch" in page.inner_text("aside")
        assert page.locator("difference-pane").count() == 2
        page.close()


def test_pairs_of_folders_open_when_they_are_chosen(photo_pair, save, viewing, browser) -> None:
    for name, image in zip(("before", "after"), photo_pair, strict=True):
        for number in range(2):
            folder = save(image, f"{name}/{number}.png").parent.parent
    with viewing(folder / "before", folder / "after") as viewer:
        page = browser.new_page()
        page.goto(viewer.address)
        for number in range(2):
            page.wait_for_selector("difference-pane >> nth=2")
            assert page.locator("difference-stage").get_by_text(f"{number}.png").count()
            page.keyboard.press("n")
            if number == 0:
                page.wait_for_function("() => location.hash.includes('entry=1')")
        page.close()
