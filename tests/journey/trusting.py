"""A trustee's part: make the key and keep it; after the voting, decrypt with it."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journey.visiting import Visitor, visit

SLOW = 30_000


def make_key(chromium: Browser, link: str, folder: Path, picture: str = "") -> Path:
    """In a browser of the trustee's own. Returns where the trustee keeps the key file."""
    with visit(chromium) as trustee:
        page = trustee.page
        page.goto(link)
        expect(page.locator("[data-step=make]")).to_be_visible()
        look(trustee, picture)
        page.locator("[data-part=make]").click()
        expect(page.locator("[data-step=keep]")).to_be_visible()
        look(trustee, f"{picture}-keep" if picture else "")
        with page.expect_download() as download:
            page.locator("[data-part=save-key]").click()
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        page.locator("[data-part=kept]").click()
        expect(page.locator("[data-step=prove]")).to_be_visible()
        trustee.inspect()
        page.locator("#prove-file").set_input_files(file)
        expect(page.locator("[data-step=waiting]")).to_be_visible()
        look(trustee, f"{picture}-ready" if picture else "")
    return file


def decrypt(
    chromium: Browser, link: str, key_file: Path, wrong: Path | None = None, picture: str = ""
) -> None:
    """With the key file, after trying a `wrong` one first."""
    with visit(chromium) as trustee:
        page = trustee.page
        page.goto(link)
        expect(page.locator("[data-step=decrypt]")).to_be_visible()
        look(trustee, picture)
        if wrong:
            page.locator("#decrypt-file").set_input_files(wrong)
            page.locator("[data-part=decrypt]").click()
            expect(page.locator("[data-part=decrypt-error]")).to_contain_text("trustee.key_file")
            trustee.inspect()
        page.locator("#decrypt-file").set_input_files(key_file)
        page.locator("[data-part=decrypt]").click()
        expect(page.locator("[data-step=done]")).to_be_visible(timeout=SLOW)
        look(trustee, f"{picture}-done" if picture else "")


def look(trustee: Visitor, picture: str) -> None:
    trustee.inspect()
    if picture:
        trustee.picture(picture, whole=True)
