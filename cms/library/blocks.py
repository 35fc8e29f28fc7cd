"""Blocks that point at files in the library."""

from cms.library.viewsets import media_chooser

MediaChooserBlock = media_chooser.get_block_class(
    name="MediaChooserBlock", module_path="cms.library.blocks"
)
