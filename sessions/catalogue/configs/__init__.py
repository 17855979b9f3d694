"""A model's Hugging Face `config.json`: what it says of parameters, bytes and the KV cache."""
