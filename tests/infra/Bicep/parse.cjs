// parse.cjs MODULES FILE...: what the tests want to know of Bicep files, as one line of JSON.
const fs = require('fs')
const path = require('path')

const [modules, ...files] = process.argv.slice(2)
const Parser = require(path.join(modules, 'web-tree-sitter'))

const named = (node, type) => node.namedChildren.filter(child => child.type === type)
const nameOf = node => named(node, 'identifier')[0]?.text ?? named(node, 'compatible_identifier')[0]?.text
const textOf = string => string.text.slice(1, -1)

function walk(node, visit) {
  visit(node)
  node.children.forEach(child => walk(child, visit))
}

// A property's name is no use of a symbol that is called the same; what stands in it as ${…} is.
const isKey = node => node.parent?.type === 'object_property' && node.parent.namedChildren[0]?.id === node.id
const isMember = node => node.parent?.type === 'member_expression' && node.parent.namedChildren[0]?.id !== node.id

// Others use it, by their imports.
const isExported = node => node.previousNamedSibling?.type === 'decorators' && node.previousNamedSibling.text.includes('@export()')

function propertiesOf(object) {
  const found = {}
  for (const property of named(object, 'object_property')) found[property.namedChildren[0].text] = property.namedChildren.at(-1)
  return found
}

function read(parser, file) {
  const isParameters = file.endsWith('.bicepparam')
  // The grammar knows declarations of parameters only; as a variable, one that is given has the same form.
  const text = fs.readFileSync(file, 'utf8').replace(/^param (?=\w+ =)/gm, isParameters ? 'var   ' : '$&')
  const root = parser.parse(text).rootNode
  const found = { path: file, errors: [], parameters: [], modules: [], outputs: [], outputUses: [], declared: [], exported: [], imports: [], resources: [], locals: [], used: [], using: null }
  walk(root, node => {
    if (node.isError || node.isMissing)
      found.errors.push(`${file}:${node.startPosition.row + 1}:${node.startPosition.column + 1} ${node.isMissing ? `${node.type} is missing` : node.text.slice(0, 60)}`)
    const name = nameOf(node)
    switch (node.type) {
      case 'using_statement': found.using = textOf(named(node, 'string')[0]); break
      case 'parameter_declaration':
        found.declared.push(name)
        found.parameters.push({ name, required: !node.children.some(child => child.type === '=') })
        break
      case 'variable_declaration':
        if (isParameters) found.parameters.push({ name, required: false })
        else found.declared.push(name)
        break
      case 'user_defined_function': (isExported(node) ? found.exported : found.declared).push(name); break
      case 'import_functionality':
        for (const { text: imported } of named(node, 'identifier')) {
          found.declared.push(imported)
          found.imports.push({ name: imported, source: textOf(named(node, 'string')[0]) })
        }
        break
      case 'resource_declaration': found.resources.push(name); break
      case 'parameter': found.locals.push(name); break
      case 'loop_variable':
      case 'loop_enumerator': found.locals.push(node.text); break
      // The first is the variable, the next what is gone through.
      case 'for_statement': if (node.namedChildren[0].type === 'identifier') found.locals.push(node.namedChildren[0].text); break
      case 'lambda_expression': walk(node.namedChildren[0], inner => { if (inner.type === 'identifier') found.locals.push(inner.text) }); break
      case 'output_declaration': found.outputs.push(name); break
      case 'module_declaration': {
        found.resources.push(name)
        let body
        walk(node, inner => { if (!body && inner.type === 'object' && propertiesOf(inner).params) body = inner })
        found.modules.push({ name, source: textOf(named(node, 'string')[0]), parameters: body ? Object.keys(propertiesOf(propertiesOf(body).params)) : [] })
        break
      }
    }
    if (node.type === 'identifier' && !isKey(node) && !isMember(node) && !/_declaration$|user_defined_function|import_functionality/.test(node.parent.type)) found.used.push(node.text)
  })
  for (const [, module, name] of text.matchAll(/\b(\w+)!?\.outputs\.(\w+)/g)) found.outputUses.push({ module, name })
  return found
}

Parser.init().then(async () => {
  const parser = new Parser()
  parser.setLanguage(await Parser.Language.load(path.join(modules, 'tree-sitter-bicep', 'tree-sitter-bicep.wasm')))
  process.stdout.write(JSON.stringify(files.map(file => read(parser, file))))
})
