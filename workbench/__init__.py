"""The faces: the Textual workbench and the command line. Nothing is computed here."""
