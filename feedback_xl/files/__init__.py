"""What differs between Linux and Windows, and what must be durable before it is relied on."""
