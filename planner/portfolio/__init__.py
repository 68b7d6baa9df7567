"""One budget for several campaigns of a client: how it is split, who is booked for which, and the proof of it all."""
