// Reads PowerShell files with a parser; prints what it found as JSON: mistakes with their lines, functions with their parameters.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

await Parser.init();
const grammar = fileURLToPath(new URL('node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm', import.meta.url));
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

function* walk(node) {
  yield node;
  for (const child of node.namedChildren) yield* walk(child);
}

function first(node, type) {
  for (const each of walk(node)) if (each.type === type) return each;
  return null;
}

function parameterOf(node) {
  const name = node.namedChildren.find((child) => child.type === 'variable').text.slice(1);
  const attributes = [...walk(node)].filter((each) => each.type === 'attribute').map((each) => each.text);
  const type = attributes.map((text) => /^\[([a-z]+(\[\])?)\]$/.exec(text)).find((match) => match);
  const binding = attributes.find((text) => text.startsWith('[Parameter(')) ?? '';
  const words = attributes.find((text) => text.startsWith('[ValidateSet('));
  const range = attributes.map((text) => /^\[ValidateRange\(0, (\d+)\)\]$/.exec(text)).find((match) => match);
  return {
    name,
    type: type ? type[1] : '',
    mandatory: /\bMandatory\b/.test(binding),
    byName: /\bValueFromPipelineByPropertyName\b/.test(binding),
    byValue: /\bValueFromPipeline\b/.test(binding),
    words: words ? [...words.matchAll(/'([^']*)'/g)].map((match) => match[1]) : [],
    most: range ? Number(range[1]) : 0,
  };
}

function functionOf(node) {
  const block = first(node, 'param_block');
  const parameters = block ? [...walk(block)].filter((each) => each.type === 'script_parameter').map(parameterOf) : [];
  return {
    name: first(node, 'function_name').text,
    shouldProcess: /SupportsShouldProcess/.test(node.text),
    high: /ConfirmImpact = 'High'/.test(node.text),
    parameters,
  };
}

const files = {};
for (const file of process.argv.slice(2)) {
  const root = parser.parse(readFileSync(file, 'utf8')).rootNode;
  files[file.replace(/^.*\//, '')] = {
    mistakes: root.hasError
      ? [...walk(root)].filter((node) => node.isError || node.isMissing).map((node) => `line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`)
      : [],
    functions: [...walk(root)].filter((node) => node.type === 'function_statement').map(functionOf),
    strings: [...walk(root)].filter((node) => node.type === 'verbatim_string_characters').map((node) => node.text.slice(1, -1)),
  };
}
console.log(JSON.stringify(files, null, 1));
