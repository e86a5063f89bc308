;;; smoke.el --- A task is implemented from Emacs, by eglot alone  -*- lexical-binding: t -*-

(require 'eglot)

(define-derived-mode spec-mode text-mode "Spec")
(add-to-list 'auto-mode-alist '("/tasks\\.md\\'" . spec-mode))
(add-to-list 'eglot-server-programs '(spec-mode . ("kiro-lsp" "--stdio")))
(setq eglot-sync-connect t
      eglot-confirm-server-edits nil
      project-vc-extra-root-markers '(".kiro"))

(defvar smoke-passed 0)
(defvar smoke-failed 0)

(defun smoke-wait (condition)
  "Handle what the server says until CONDITION holds; nil if it never does."
  (let ((end (+ (float-time) 20)) (value nil))
    (while (and (not (setq value (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    value))

(defun smoke-check (name value)
  "Count and print the check NAME, which passed if VALUE is not nil."
  (if value (cl-incf smoke-passed) (cl-incf smoke-failed))
  (princ (format "%s   %s\n" (if value "ok  " "FAIL") name)))

(defun smoke-action (title)
  "The code action at point of which the title begins with TITLE."
  (seq-find (lambda (action) (string-prefix-p title (plist-get action :title)))
            (ignore-errors (eglot-code-actions (point) nil nil nil))))

(defun smoke-act (name title)
  "Check under NAME that an action with TITLE is offered on the line of task 3, and take it."
  (goto-char (point-min))
  (search-forward "] 3. ")
  (let ((action (smoke-wait (lambda () (smoke-action title)))))
    (smoke-check name action)
    (when action
      (eglot-execute (eglot-current-server) action))))

(defun smoke (root)
  "Implement task 3 of the spec below ROOT."
  (find-file (concat root ".kiro/specs/greeting/tasks.md"))
  (spec-mode)
  (let ((file-name-history nil))
    (call-interactively #'eglot))
  (let ((server (eglot-current-server)))
    (smoke-check "eglot connects" server)
    (smoke-check "the server says who it is"
                 (equal (plist-get (eglot--server-info server) :name) "kiro-lsp"))
    (smoke-act "a task has its action" "Implement task 3")
    ;; eglot announces no dialogs, so questions are diagnostics with actions.
    (smoke-act "the question whether a file may be written has its actions" "Allow once: Write manual.md")
    (smoke-act "the question whether the task is done has its actions" "Mark it done: Is task 3 done?")
    (smoke-check "the tick comes into the buffer"
                 (smoke-wait (lambda () (goto-char (point-min)) (search-forward "- [x] 3." nil t))))
    (smoke-check "the file was written" (file-exists-p (concat root "manual.md")))
    (smoke-check "the buffer is not saved behind the user's back" (buffer-modified-p))
    (eglot-shutdown server))
  (princ (format "%d passed, %d failed\n" smoke-passed smoke-failed))
  (kill-emacs (if (zerop smoke-failed) 0 1)))
