/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What servlets report by {@code sendError}, without the container's page that names classes and paths. */
final class PlainErrors extends HttpServletResponseWrapper {
    PlainErrors(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        if (isCommitted()) {
            throw new IllegalStateException("the answer has begun");
        }
        resetBuffer();
        setStatus(status);
        if (status != SC_NOT_MODIFIED) {
            // Of a failure the log knows more; what it is about is not for the client.
            write(Answer.problemJson(status, status >= 500 || message == null ? "" : message));
        }
        flushBuffer();
    }

    private void write(String problem) throws IOException {
        setContentType(Answer.PROBLEM);
        setContentLength(problem.getBytes(StandardCharsets.UTF_8).length);
        setCharacterEncoding(StandardCharsets.UTF_8.name());
        try {
            getWriter().write(problem);
            getWriter().flush();
        } catch (IllegalStateException e) {
            getOutputStream().write(problem.getBytes(StandardCharsets.UTF_8)); // the servlet had begun with the stream
        }
    }
}
