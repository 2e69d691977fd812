"""What stands between the spider and the web: address guard, robots.txt, crawl delay."""
