"""Every read and write of the pipeline, one file per noun."""
