"""What single pages say, a module a page; `viz.pages.words` puts them together."""
