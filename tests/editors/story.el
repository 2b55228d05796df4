;;; story.el --- what a person does in Emacs  -*- lexical-binding: t -*-

;;; Commentary:

;; Driven from the environment: PLAN is a list of [what, file], and RESULT the file for what was seen.  The set-up under
;; test is loaded before; everything else is Emacs's own.

;;; Code:

(require 'cl-lib)
(require 'json)

(defvar story-patience 40 "Seconds after which a wait is given up.")
(defvar story-seen nil "What was seen, for the test.")

(defun story-note (name value) (push (cons name value) story-seen))

(defun story-wait (what condition)
  "Wait for WHAT, until CONDITION returns something, and return that."
  (let ((end (+ (float-time) story-patience)) found)
    (while (not (setq found (funcall condition)))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02))
    found))

(defun story-status (name)
  "What the server says of this buffer, by NAME."
  (let ((status (eglot-execute-command (eglot-current-server) 'hermes.status
                                       (vector (plist-get (eglot--TextDocumentIdentifier) :uri)))))
    (pcase (plist-get status name)
      (:json-false nil)
      (value value))))

(defun story-open (file)
  (find-file file)
  (run-hooks 'post-command-hook) ; the command loop would, and it is where eglot starts its server
  (story-wait "the server" #'eglot-current-server)
  (story-wait "the checkers' first answer" (lambda () (story-status :checked))))

(defun story-hover ()
  "What hover says at point."
  (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
    (substring-no-properties (eglot--hover-info (plist-get hover :contents)))))

(defun story-pick (menu beginning)
  "Open the menu, note it as MENU, and choose the first entry with BEGINNING."
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt items &rest _more)
               (story-note menu (vconcat (mapcar #'car items)))
               (cl-find-if (lambda (title) (string-prefix-p beginning title)) (mapcar #'car items))))
            (last-nonmenu-event 'return))
    (call-interactively #'eglot-code-actions)))

(defun story-take (menu)
  "Take the first of our entries, and note the menu as MENU."
  (let ((before (buffer-string)))
    (story-pick menu "hermes: ")
    (when (equal before (buffer-string)) (error "The fix changed nothing"))))

(defun story-fix ()
  (let ((known (length (story-status :learned))))
    (search-forward (getenv "OLD"))
    (replace-match (getenv "NEW") t t)
    (save-buffer)
    (story-wait "a learned skill" (lambda () (> (length (story-status :learned)) known)))
    (story-note 'learned (story-status :learned))))

(defun story-offer ()
  (search-forward "== ")
  (story-note 'hover (story-hover))
  (story-take 'offers)
  (story-note 'text (substring-no-properties (buffer-string)))
  (save-buffer))

(defun story-hint ()
  "Write a line that does not follow the conventions, see the mark, and take its quick fix."
  (goto-char (point-max))
  (insert (getenv "HINTED") "\n")
  (eglot--signal-textDocument/didChange) ; an idle timer would
  (flymake-start)
  (let ((mark (story-wait "the mark" (lambda ()
                                       (cl-find-if (lambda (one) (string-prefix-p "hermes" (flymake-diagnostic-text one)))
                                                   (flymake-diagnostics))))))
    (let ((beginning (flymake-diagnostic-beg mark)) (end (flymake-diagnostic-end mark)))
      (story-note 'hint `((words . ,(flymake-diagnostic-text mark))
                          (marked . ,(buffer-substring-no-properties beginning end))))
      (goto-char beginning)
      (story-take 'hints)))
  (goto-char (1- (point-max)))
  (story-note 'mended (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
  (save-buffer))

(defun story-symbol ()
  "Hover on a symbol, and have it explained as the region."
  (story-wait "the index" (lambda () (story-status :indexed)))
  (search-forward (getenv "SYMBOL"))
  (push-mark (match-end 0) t)
  (goto-char (match-beginning 0))
  (story-note 'symbol (story-hover))
  (let ((transient-mark-mode t) told)
    (activate-mark)
    (cl-letf (((symbol-function 'eglot--message)
               (lambda (form &rest arguments) (setq told (apply #'format form arguments)))))
      (story-pick 'selected "hermes: explain")
      (story-wait "the page" (lambda () (and told (string-search "# `" told))))
      (story-note 'explained (substring-no-properties told)))))

(defun story-play (step)
  "Play a STEP of the plan."
  (story-open (cadr step))
  (goto-char (point-min))
  (pcase (car step)
    ("fix" (story-fix))
    ("offer" (story-offer))
    ("hint" (story-hint))
    ("symbol" (story-symbol))))

(condition-case problem
    (let ((json-array-type 'list))
      (story-note 'version emacs-version)
      (mapc #'story-play (json-read-from-string (getenv "PLAN"))))
  (error (story-note 'problem (format "%S" problem))))

(let ((coding-system-for-write 'utf-8))
  (with-temp-file (getenv "RESULT") (insert (json-encode story-seen))))

(when (eglot-current-server) (eglot-shutdown (eglot-current-server)))

;;; story.el ends here
