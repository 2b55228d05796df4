" What a person does in Vim with ALE, driven from the environment: $STORY is `fix` or `offer`, and $RESULT the file for
" what was seen. The set-up under test is Vim's init file; everything else is ALE's own.

let s:seen = {'version': v:version / 100 . '.' . v:version % 100}
let s:patience = 30

function! s:Wait(what, Condition) abort
    let l:started = reltime()

    while !a:Condition()
        if reltimefloat(reltime(l:started)) > s:patience
            throw 'waited in vain for ' . a:what
        endif

        sleep 50m
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

function! s:Open() abort
    execute 'edit' fnameescape($FILE)
    ALELint
    call s:Wait('the checkers'' first answer', {-> s:Status().checked})
endfunction

function! s:Fix() abort
    call s:Open()
    let l:known = s:Status().skillsLearned
    call search('\V' . escape($OLD, '\'))
    call setline('.', substitute(getline('.'), '\V' . escape($OLD, '\'), escape($NEW, '\&'), ''))
    write
    call s:Wait('a learned skill', {-> s:Status().skillsLearned > l:known})
    let s:seen.learned = s:Status().learned
endfunction

function! s:Offer() abort
    call s:Open()
    call search('== \zsNone')

    " What ALE says to the person, instead of to the screen.
    runtime autoload/ale/util.vim

    function! ale#util#ShowMessage(text, ...) abort
        let s:seen.hover = a:text
    endfunction

    function! ale#util#Input(menu, ...) abort
        let s:seen.menu = filter(map(split(a:menu, "\n"), {_, line -> substitute(line, '^\d\+) ', '', '')}),
        \   {_, line -> line =~# '^hermes: '})

        return '1'
    endfunction

    ALEHover
    call s:Wait('the hover', {-> has_key(s:seen, 'hover')})

    let l:before = getline(1, '$')
    ALECodeAction
    call s:Wait('the fix in the buffer', {-> getline(1, '$') != l:before})
    let s:seen.text = join(getline(1, '$'), "\n") . "\n"
    write
endfunction

try
    if $STORY is# 'fix'
        call s:Fix()
    else
        call s:Offer()
    endif
catch
    let s:seen.problem = v:exception . ' at ' . v:throwpoint
endtry

call writefile([json_encode(s:seen)], $RESULT)
qall!
