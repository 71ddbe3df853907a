"""The pages that are made from the program are those that are committed."""
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from program import CHECKOUT, PROGRAM


class DocumentTests(unittest.TestCase):
    def test_the_committed_pages_are_those_that_the_layers_make(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(CHECKOUT / "docs/compatibility.md", folder)
            subprocess.run([PROGRAM, "layers", "--markdown", folder], check=True, timeout=60)
            made = {
                path.relative_to(folder): path.read_text() for path in Path(folder).rglob("*.md")
            }
        for name, text in made.items():
            committed = CHECKOUT / "docs" / name
            self.assertTrue(committed.is_file(), f"docs/{name}: run scripts/generate-docs")
            self.assertEqual(committed.read_text(), text, f"docs/{name}: run scripts/generate-docs")
        pages = {Path("layers") / path.name for path in (CHECKOUT / "docs/layers").iterdir()}
        self.assertEqual(pages - made.keys(), set(), "pages of layers that there are not")

    def test_every_link_of_a_document_leads_somewhere(self):
        for document in [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"),
                         *(CHECKOUT / "Models").rglob("*.md")]:
            for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text()):
                if "://" not in link:
                    self.assertTrue((document.parent / link).exists(), f"{document}: {link}")


if __name__ == "__main__":
    unittest.main()
