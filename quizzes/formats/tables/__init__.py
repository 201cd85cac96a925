"""Questions as rows of a table, in CSV files and workbooks."""
