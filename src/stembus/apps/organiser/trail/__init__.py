"""What the trail keeps of the organiser's pages, and the page that shows it."""
