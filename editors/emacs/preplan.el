;;; preplan.el --- Contingency plans in Emacs  -*- lexical-binding: t -*-

;; Needs eglot: part of Emacs 29, a package before.  Load this file from your init file.

(defvar preplan-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    table)
  "Comments and texts of a plan.")

(define-derived-mode preplan-mode prog-mode "preplan"
  "Contingency plans, with the language server of preplan."
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local font-lock-defaults '(nil)))

(add-to-list 'auto-mode-alist '("\\.plan\\'" . preplan-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(preplan-mode "preplan" "lsp")))

(add-hook 'preplan-mode-hook #'eglot-ensure)

(provide 'preplan)
;;; preplan.el ends here
