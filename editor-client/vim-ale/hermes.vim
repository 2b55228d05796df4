" Adds hermes-lsp to ALE, beside its other linters, for the file types that the checkers of hermes-lsp know.
" Load it from vimrc after ALE; the quick fixes are then in :ALECodeAction, the words about them in :ALEHover.

let s:languages = {
\   'python': 'python',
\   'javascript': 'javascript',
\   'javascriptreact': 'javascriptreact',
\   'typescript': 'typescript',
\   'typescriptreact': 'typescriptreact',
\   'sh': 'shellscript',
\}

" What "why this fix?" answers is a message of the level "information", and ALE shows errors only unless told.
let g:ale_lsp_show_message_severity = get(g:, 'ale_lsp_show_message_severity', 'information')

" The folder of the first one that is found, upwards from the file, is the workspace.
function! HermesRoot(buffer) abort
    let l:folder = fnamemodify(bufname(a:buffer), ':p:h')

    for l:marker in ['.git', 'pyproject.toml', 'package.json']
        let l:found = findfile(l:marker, l:folder . ';')

        if empty(l:found)
            let l:found = finddir(l:marker, l:folder . ';')
        endif

        if !empty(l:found)
            return fnamemodify(substitute(fnamemodify(l:found, ':p'), '/$', '', ''), ':h')
        endif
    endfor

    return l:folder
endfunction

" For Python ALE has a list of its own linters, which has to be said again to add one to it.
let g:ale_linters = get(g:, 'ale_linters', {})
let g:ale_linters.python = get(g:ale_linters, 'python', ['flake8', 'mypy', 'pylint', 'pyright', 'ruff'])

" ALE counts columns in bytes and does not say so, and lines with letters outside of ASCII would come to harm.
for [s:filetype, s:language] in items(s:languages)
    " Any setting may be added to 'initialization_options', such as {'trusted': v:true}.
    call ale#linter#Define(s:filetype, {
    \   'name': 'hermes',
    \   'lsp': 'stdio',
    \   'executable': 'hermes-lsp',
    \   'command': '%e --stdio',
    \   'language': s:language,
    \   'project_root': function('HermesRoot'),
    \   'initialization_options': {'positionEncoding': 'utf-8'},
    \})

    " Without a list for a file type, ALE takes all linters that are defined.
    if has_key(g:ale_linters, s:filetype)
        let g:ale_linters[s:filetype] = g:ale_linters[s:filetype] + ['hermes']
    endif
endfor
