"""The maths of LLM inference, declared once. No file, no screen, no clock, no heavy import."""
