"""Makes the clips that a wall display speaks with where the computer has no speech engine."""
