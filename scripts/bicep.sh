# shellcheck shell=bash
# A parser of Bicep for the tests of infra/, as its compiler is not everywhere. Without it these tests are skipped.

# The grammar's WebAssembly, and the runtime of the version that it was made with.
bicep_grammar=tree-sitter-bicep@1.1.0 bicep_runtime=web-tree-sitter@0.24.7

prepare_bicep() {
  local done=$root/.local/bicep/$bicep_grammar-$bicep_runtime
  [[ ! -e $done ]] || return 0
  if ! node_is_there || ! command -v npm >/dev/null; then
    say "npm is missing: the syntax of infra/ is not checked"
    return 0
  fi
  say "installing a parser of Bicep (npm) …"
  mkdir -p "$root/.local/bicep"
  # Without peers and scripts: they would build the native binding, which nobody needs here.
  if attended "$root" npm install --prefix "$root/.local/bicep" --no-fund --no-audit --loglevel=error --legacy-peer-deps --ignore-scripts \
    "$bicep_grammar" "$bicep_runtime" >"$slot/npm.log" 2>&1; then
    touch "$done"
  else
    say "npm could not install $bicep_grammar (see ${slot#"$root/"}/npm.log): the syntax of infra/ is not checked"
  fi
}
