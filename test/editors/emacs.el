;; Opens the last argument with eglot and the server, and prints what flymake and the hover show as JSON. -*- lexical-binding: t -*-
(require 'package)
(package-initialize)
(require 'eglot)
(require 'json)

(setq eglot-sync-connect 60
      eglot-server-programs `((c-mode . ,(split-string (getenv "LAZY_MMU_SERVER") "\n"))))

(find-file (pop command-line-args-left))
(c-mode)
(call-interactively #'eglot)

(flymake-start)
(let ((until (time-add nil 60)))
  (while (and (null (flymake-diagnostics)) (time-less-p nil until))
    (accept-process-output nil 1)))

(goto-char (point-min))
(search-forward "lazy_mmu_mode_en")
(let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
  (princ
   (json-encode
    `((findings . ,(mapcar (lambda (each)
                             `((line . ,(line-number-at-pos (flymake-diagnostic-beg each)))
                               (message . ,(flymake-diagnostic-text each))))
                           (flymake-diagnostics)))
      (hover . ,(plist-get (plist-get hover :contents) :value))))))
(eglot-shutdown-all)
