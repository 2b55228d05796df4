;;; hermes.el --- hermes-lsp in Emacs, with eglot  -*- lexical-binding: t -*-

;;; Commentary:

;; Starts hermes-lsp for the modes of the languages that its checkers know, through eglot, which comes with Emacs 29.
;; Load it from your init file; the quick fixes are then in M-x eglot-code-actions, the words about them in eldoc.
;;
;; Eglot runs one server for a buffer.  Where you want another one there, leave its mode out of `hermes-lsp-modes'.

;;; Code:

(require 'eglot)

(defvar hermes-lsp-modes
  '((python-mode . "python") (python-ts-mode . "python")
    (js-mode . "javascript") (js-ts-mode . "javascript")
    (typescript-mode . "typescript") (typescript-ts-mode . "typescript") (tsx-ts-mode . "typescriptreact")
    (sh-mode . "shellscript") (bash-ts-mode . "shellscript"))
  "Major modes, and what their languages are called in the protocol.")

;; Any setting may follow the command, such as :initializationOptions (:trusted t); it then holds in all workspaces.
(pcase-dolist (`(,mode . ,language) hermes-lsp-modes)
  (add-to-list 'eglot-server-programs `((,mode :language-id ,language) . ("hermes-lsp" "--stdio")))
  (add-hook (intern (format "%s-hook" mode)) #'eglot-ensure))

(provide 'hermes)
;;; hermes.el ends here
