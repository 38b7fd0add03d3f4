;; Opens the last argument with lsp-mode and the server, and prints its diagnostics and a hover as JSON. -*- lexical-binding: t -*-
(require 'package)
(package-initialize)
(require 'lsp-mode)
(require 'json)

(setq lsp-auto-guess-root t
      lsp-diagnostics-provider :none
      ;; Those of lsp-mode itself for C, which may be installed or not.
      lsp-disabled-clients '(clangd ccls)
      lsp-enable-file-watchers nil
      lsp-enable-snippet nil
      lsp-headerline-breadcrumb-enable nil
      lsp-restart 'ignore)

(lsp-register-client
 (make-lsp-client :new-connection (lsp-stdio-connection (split-string (getenv "LAZY_MMU_SERVER") "\n"))
                  :activation-fn (lsp-activate-on "c")
                  :add-on? t
                  :server-id 'lazy-mmu))

(find-file (pop command-line-args-left))
(c-mode)
(lsp-workspace-folders-add default-directory)
(lsp)

(defun lazy-mmu-diagnostics ()
  (apply #'append (mapcar (lambda (each) (append each nil)) (hash-table-values (lsp-diagnostics)))))

(let ((until (time-add nil 60)))
  (while (and (null (lazy-mmu-diagnostics)) (time-less-p nil until))
    (accept-process-output nil 1)))

(goto-char (point-min))
(search-forward "lazy_mmu_mode_en")
(let ((hover (lsp-request "textDocument/hover" (lsp--text-document-position-params))))
  (princ
   (json-encode
    `((findings . ,(mapcar (lambda (each)
                             `((line . ,(1+ (lsp:position-line (lsp:range-start (lsp:diagnostic-range each)))))
                               (message . ,(lsp:diagnostic-message each))))
                           (lazy-mmu-diagnostics)))
      (hover . ,(lsp:markup-content-value (lsp:hover-contents hover)))))))
(princ "\n")
(mapc #'lsp-workspace-shutdown (lsp-workspaces))
