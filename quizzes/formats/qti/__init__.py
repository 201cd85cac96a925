"""Content packages of QTI 2.2 and 3: what both versions share."""
