;;; story.el --- what a person does in Emacs  -*- lexical-binding: t -*-

;;; Commentary:

;; Driven from the environment: STORY is "fix" or "offer", and RESULT the file for what was seen.  The set-up under test
;; is loaded before; everything else is Emacs's own.

;;; Code:

(require 'cl-lib)
(require 'json)

(defvar story-patience 30 "Seconds after which a wait is given up.")
(defvar story-seen nil "What was seen, for the test.")

(defun story-note (name value) (push (cons name value) story-seen))

(defun story-wait (what condition)
  "Wait for WHAT, until CONDITION returns something, and return that."
  (let ((end (+ (float-time) story-patience)) found)
    (while (not (setq found (funcall condition)))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.05))
    found))

(defun story-status (name)
  "What the server says of this buffer, by NAME."
  (let ((status (eglot-execute-command (eglot-current-server) 'hermes.status
                                       (vector (plist-get (eglot--TextDocumentIdentifier) :uri)))))
    (pcase (plist-get status name)
      (:json-false nil)
      (value value))))

(defun story-open ()
  (find-file (getenv "FILE"))
  (run-hooks 'post-command-hook) ; the command loop would, and it is where eglot starts its server
  (story-wait "the server" #'eglot-current-server)
  (story-wait "the checkers' first answer" (lambda () (story-status :checked))))

(defun story-fix ()
  (story-open)
  (let ((known (story-status :skillsLearned)))
    (goto-char (point-min))
    (search-forward (getenv "OLD"))
    (replace-match (getenv "NEW") t t)
    (save-buffer)
    (story-wait "a learned skill" (lambda () (> (story-status :skillsLearned) known)))
    (story-note 'learned (story-status :learned))))

(defun story-offer ()
  (story-open)
  (goto-char (point-min))
  (search-forward "== ")
  (let* ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams)))
         (before (buffer-string)))
    (story-note 'hover (substring-no-properties (eglot--hover-info (plist-get hover :contents))))
    ;; The menu, as the person opens it.
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest _more)
                 (story-note 'menu (vconcat (mapcar #'car items)))
                 (cl-find-if (lambda (title) (string-prefix-p "hermes: " title)) (mapcar #'car items))))
              (last-nonmenu-event 'return))
      (call-interactively #'eglot-code-actions))
    (when (equal before (buffer-string)) (error "The fix changed nothing"))
    (story-note 'text (substring-no-properties (buffer-string)))
    (save-buffer)))

(condition-case problem
    (progn
      (story-note 'version emacs-version)
      (if (equal (getenv "STORY") "fix") (story-fix) (story-offer)))
  (error (story-note 'problem (format "%S" problem))))

(let ((coding-system-for-write 'utf-8))
  (with-temp-file (getenv "RESULT") (insert (json-encode story-seen))))

(when (eglot-current-server) (eglot-shutdown (eglot-current-server)))

;;; story.el ends here
