"""The one state of the workbench, every change of it, and the scene of it. No Textual here."""
