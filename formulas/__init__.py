"""The maths of LLM inference, declared once. No file, no screen, no clock; nothing heavy is imported here."""
