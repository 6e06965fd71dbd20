"""The app. The only importer of Textual."""
