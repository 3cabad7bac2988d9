"""Photographs with planted artefacts, whose places are known: where should a map be high?"""
