// Markdown as the editor reads it: CommonMark with GitHub's tables, tasks, strikethrough and links.
//
// Built from the parser alone: @codemirror/lang-markdown would bring the HTML, CSS and JavaScript languages along,
// seventy kilobytes that a note does not need.

import { defineLanguageFacet, Language, languageDataProp } from '@codemirror/language'
import { GFM, parser } from '@lezer/markdown'

const facet = defineLanguageFacet()

export const markdown = new Language(
  facet,
  parser.configure([GFM, { props: [languageDataProp.add({ Document: facet })] }]),
  [],
  'markdown'
)
