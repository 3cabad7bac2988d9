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


def test_parts_of_16_bits_are_scored_as_python_scores_them(save, viewing, browser, tmp_path) -> None:
    import numpy as np
    import tifffile

    from difference_finder import score
    from waiting import until

    rng = np.random.default_rng(7)
    first = rng.integers(20000, 40000, (600, 700, 3), dtype=np.uint16)
    second = first + rng.integers(0, 900, first.shape, dtype=np.uint16)
    paths = tmp_path / "a.tif", tmp_path / "b.tif"
    for path, image in zip(paths, (first, second), strict=True):
        tifffile.imwrite(path, image, photometric="rgb")
    with viewing(*paths) as viewer:
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.goto(f"{viewer.address}#inspector=true")
        page.wait_for_selector("difference-inspector")
        page.evaluate(
            "p => { p = document.querySelector('difference-page');"
            "Object.assign(p.viewport, { zoom: 4, x: 512, y: 500, framed: null }); p.viewport.changed(); }"
        )
        part = page.get_by_label("Visible part")
        until(lambda: part.locator("td").count() == 3, lambda: page.wait_for_timeout(50))
        size, place = part.locator(".note").first.inner_text().split(" at (")
        (width, height), (x, y) = (map(int, size.split("\u00d7")), map(int, place.split(")")[0].split(",")))
        crops = [image[y : y + height, x : x + width] for image in (first, second)]
        assert crops[0].size < first.size
        values = part.locator("td").evaluate_all("all => all.map(cell => Number(cell.dataset.value))")
        wanted = [score(metric, *crops) for metric in ("psnr", "ssim", "mae")]
        np.testing.assert_allclose(values, wanted, atol=1e-6)
        page.close()
