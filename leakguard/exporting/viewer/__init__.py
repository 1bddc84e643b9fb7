"""viewer.html: a bundle to read and to check in any browser, from a disk, without a network."""
