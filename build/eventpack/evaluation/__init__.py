"""How true a package's rows are on its users' own articles: gold coding read, rows matched with it, scores, agreement between
coders, and samples of a package for coding by hand."""
