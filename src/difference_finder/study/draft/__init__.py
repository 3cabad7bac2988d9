"""Drafts of study files, which folders of images suggest."""
