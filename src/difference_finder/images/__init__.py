"""What flows through the program: images, pairs, maps and regions."""
