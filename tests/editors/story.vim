" What a person does in Vim with ALE, driven from the environment: PLAN is a list of [what, file], and RESULT the file for
" what was seen. The set-up under test is Vim's init file; everything else is ALE's own.

let s:seen = {'version': v:version / 100 . '.' . v:version % 100}
let s:patience = 40
let s:told = []

function! s:Wait(what, Condition) abort
    let l:started = reltime()

    while !a:Condition()
        if reltimefloat(reltime(l:started)) > s:patience
            throw 'waited in vain for ' . a:what
        endif

        sleep 20m
    endwhile
endfunction

" The answer of the server; a message of ours goes over ALE's connection.
function! s:Ask(method, params) abort
    let l:answer = {}
    call ale#lsp_linter#SendRequest(bufnr(''), 'hermes', [0, a:method, a:params], {value -> extend(l:answer, value)})
    call s:Wait('an answer to ' . a:method, {-> !empty(l:answer)})

    if has_key(l:answer, 'error')
        throw string(l:answer.error)
    endif

    return l:answer.result
endfunction

function! s:Status() abort
    let l:uri = ale#util#ToURI(expand('%:p'))

    return s:Ask('workspace/executeCommand', {'command': 'hermes.status', 'arguments': [l:uri]})
endfunction

" What ALE shows of ours.
function! s:Marks() abort
    return filter(copy(g:ale_buffer_info[bufnr('')].loclist), {_, one -> one.linter_name is# 'hermes'})
endfunction

" What ALE tells the person since now, instead of on the screen.
function! s:Listen() abort
    runtime autoload/ale/util.vim
    let s:told = []

    function! ale#util#ShowMessage(text, ...) abort
        call add(s:told, a:text)
    endfunction
endfunction

function! s:Hover() abort
    call s:Listen()
    ALEHover
    call s:Wait('the hover', {-> !empty(s:told)})

    return s:told[0]
endfunction

" Open the menu, and choose the first entry that begins so.
function! s:Pick(beginning) abort
    call s:Listen()
    let s:menu = []
    let s:beginning = a:beginning

    function! ale#util#Input(menu, ...) abort
        let s:menu = map(filter(split(a:menu, "\n"), 'v:val =~# ''^\d\+) '''), 'substitute(v:val, ''^\d\+) '', "", "")')

        return string(1 + indexof(s:menu, {_, title -> stridx(title, s:beginning) == 0}))
    endfunction

    ALECodeAction
endfunction

" Take the first of our entries; the menu.
function! s:Take() abort
    let l:before = getline(1, '$')
    call s:Pick('hermes: ')
    call s:Wait('the fix in the buffer', {-> getline(1, '$') != l:before})

    return s:menu
endfunction

function! s:Open(path) abort
    execute 'edit' fnameescape(a:path)
    ALELint
    call s:Wait('the checkers'' first answer', {-> s:Status().checked})
endfunction

function! s:Fix() abort
    let l:known = len(s:Status().learned)
    call search('\V' . escape($OLD, '\'))
    call setline('.', substitute(getline('.'), '\V' . escape($OLD, '\'), escape($NEW, '\&'), ''))
    write
    call s:Wait('a learned skill', {-> len(s:Status().learned) > l:known})
    let s:seen.learned = s:Status().learned
endfunction

function! s:Offer() abort
    call search('== \zsNone')
    let s:seen.hover = s:Hover()
    let s:seen.offers = s:Take()
    let s:seen.text = join(getline(1, '$'), "\n") . "\n"
    write
endfunction

" Write a line that does not follow the project's conventions, see the mark, and take its quick fix.
function! s:Hint() abort
    call append('$', $HINTED)
    ALELint
    call s:Wait('the mark', {-> !empty(s:Marks())})
    let l:mark = s:Marks()[0]
    let l:marked = strpart(getline(l:mark.lnum), l:mark.col - 1, l:mark.end_col - l:mark.col + 1)
    let s:seen.hint = {'words': l:mark.text, 'marked': l:marked}
    call cursor(l:mark.lnum, l:mark.col)
    let s:seen.hints = s:Take()
    let s:seen.mended = getline('$')
    write
endfunction

" Hover on a symbol, and have it explained; ALE asks about the word under the cursor.
function! s:Symbol() abort
    call s:Wait('the index', {-> s:Status().indexed})
    call search('\V' . $SYMBOL)
    let s:seen.symbol = s:Hover()
    call s:Pick('hermes: explain')
    call s:Wait('the page', {-> !empty(s:told)})
    let s:seen.explained = s:told[0]
endfunction

try
    for [s:what, s:path] in json_decode($PLAN)
        call s:Open(s:path)
        call cursor(1, 1)
        call call({'fix': function('s:Fix'), 'offer': function('s:Offer'), 'hint': function('s:Hint'),
        \   'symbol': function('s:Symbol')}[s:what], [])
    endfor
catch
    let s:seen.problem = v:exception . ' at ' . v:throwpoint
endtry

call writefile([json_encode(s:seen)], $RESULT)
qall!
