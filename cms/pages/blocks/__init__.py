"""Every block that a page's body is built of, and how the API shows it."""

from cms.pages.blocks.body import Body as Body
from cms.pages.blocks.cards import CallToAction as CallToAction
from cms.pages.blocks.cards import PractitionerBlock as PractitionerBlock
from cms.pages.blocks.cards import ServiceBlock as ServiceBlock
from cms.pages.blocks.choosers import PractitionerChooserBlock as PractitionerChooserBlock
from cms.pages.blocks.choosers import ServiceChooserBlock as ServiceChooserBlock
from cms.pages.blocks.lists import Education as Education
from cms.pages.blocks.lists import Points as Points
from cms.pages.blocks.lists import QuestionList as QuestionList
from cms.pages.blocks.lists import Questions as Questions
from cms.pages.blocks.lists import Steps as Steps
from cms.pages.blocks.media import Audio as Audio
from cms.pages.blocks.media import Embed as Embed
from cms.pages.blocks.media import Video as Video
from cms.pages.blocks.pictures import Gallery as Gallery
from cms.pages.blocks.pictures import Picture as Picture
from cms.pages.blocks.text import LINE as LINE
from cms.pages.blocks.text import WORDS as WORDS
from cms.pages.blocks.text import Callout as Callout
from cms.pages.blocks.text import Divider as Divider
from cms.pages.blocks.text import Heading as Heading
from cms.pages.blocks.text import Quote as Quote
from cms.pages.blocks.text import Words as Words
