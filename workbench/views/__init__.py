"""What the screen shows, as immutable lines made by pure functions of a scene. No Textual here."""
