/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import io.sluice.api.auth.Identity;
import io.sluice.api.http.Gateway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Hands requests to a router. Whoever comes without the gateway's word who asks is refused. */
public class RouterServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RouterServlet.class);

    private static final int DRAINED_BYTES = 64 * 1024;

    private final transient Router router;
    private final String root;

    /** @param root what stands before the paths of the router, for example {@code /api/v1/} */
    public RouterServlet(Router router, String root) {
        this.router = router;
        this.root = root;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer;
        Identity identity = identity(request);
        try {
            if (identity == null) {
                throw new ProblemException(403, "nobody said who asks");
            }
            // For what logs the change itself, and says by whom.
            try (MDC.MDCCloseable user = MDC.putCloseable("user", identity.name())) {
                answer = router.answer(
                        request.getMethod(), path(request, root), request.getQueryString(), identity, wire(request));
            }
            noteChange(request, identity, answer);
        } catch (ProblemException problem) {
            answer = problem.answer();
            drain(request);
        } catch (RuntimeException defect) {
            LOG.atError()
                    .addKeyValue("event", "api.defect")
                    .setCause(defect)
                    .log("{} {} failed", request.getMethod(), path(request, ""));
            answer = new ProblemException(500, "this should not have happened; the log has more").answer();
        }
        write(answer, request.getMethod(), response);
    }

    /** Who asks; null: nobody said, so nothing is answered. */
    public static @Nullable Identity identity(HttpServletRequest request) {
        return request.getAttribute(Gateway.IDENTITY) instanceof Identity identity ? identity : null;
    }

    private static String path(HttpServletRequest request, String root) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.startsWith(root) ? path.substring(root.length()) : "";
    }

    /** A short body that nobody read would cost the connection to the gateway. */
    private static void drain(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() <= DRAINED_BYTES) {
            request.getInputStream().readNBytes(DRAINED_BYTES);
        }
    }

    private static void noteChange(HttpServletRequest request, Identity identity, Answer answer) {
        if (!"GET HEAD OPTIONS".contains(request.getMethod()) && answer.status() < 300) {
            // Without the query: it may hold the password of a camera.
            LOG.atInfo()
                    .addKeyValue("event", "api.changed")
                    .log("{} {} by {}: {}", request.getMethod(), path(request, ""), identity.name(), answer.status());
        }
    }

    private static Call.Wire wire(HttpServletRequest request) {
        return new Call.Wire() {
            @Override
            public @Nullable String header(String name) {
                return request.getHeader(name);
            }

            @Override
            public InputStream body() throws IOException {
                return request.getInputStream();
            }
        };
    }

    /** Writes an answer as it is. */
    public static void write(Answer answer, String method, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (!answer.headers().containsKey("Cache-Control")) {
            response.setHeader("Cache-Control", answer.headers().containsKey("ETag") ? "no-cache" : "no-store");
        }
        if (!answer.contentType().isEmpty()) {
            response.setContentType(answer.contentType());
            response.setContentLength(answer.body().length);
            if (!method.equals("HEAD")) {
                response.getOutputStream().write(answer.body());
            }
        }
    }
}
