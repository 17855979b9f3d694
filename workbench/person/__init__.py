"""What belongs to the person: settings, keys of their own, what napkin remembers."""
