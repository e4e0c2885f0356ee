/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.event;

import io.sluice.api.auth.Identity;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.RouterServlet;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /api/v1/events}. */
public final class EventsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient EventHub hub;

    public EventsServlet(EventHub hub) {
        this.hub = hub;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Identity identity = RouterServlet.identity(request);
            if (identity == null) {
                throw new ProblemException(403, "nobody said who asks");
            }
            switch (request.getMethod()) {
                case "GET" -> stream(request, response, identity);
                case "HEAD" -> headers(response);
                case "OPTIONS" ->
                    RouterServlet.write(Answer.noContent().header("Allow", "GET, HEAD, OPTIONS"), "OPTIONS", response);
                default ->
                    throw new ProblemException(405, request.getMethod() + " is not possible here")
                            .header("Allow", "GET, HEAD, OPTIONS");
            }
        } catch (ProblemException problem) {
            RouterServlet.write(problem.answer(), request.getMethod(), response);
        }
    }

    private static void headers(HttpServletResponse response) {
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        // For nginx: pass on what comes at once.
        response.setHeader("X-Accel-Buffering", "no");
    }

    private void stream(HttpServletRequest request, HttpServletResponse response, Identity identity)
            throws IOException, ProblemException {
        long lastSeen = lastSeen(request.getHeader("Last-Event-ID"));
        if (!hub.admit()) {
            throw new ProblemException(503, "too many listen to events already").header("Retry-After", "5");
        }
        headers(response);
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        context.addListener(new Leaving());
        hub.listen(context, identity, lastSeen);
    }

    private static long lastSeen(String header) throws ProblemException {
        if (header == null || header.isEmpty()) {
            return -1;
        }
        if (!header.matches("[0-9]{1,18}")) {
            throw ProblemException.badRequest("Last-Event-ID is not one of ours");
        }
        return Long.parseLong(header);
    }

    /** However it ends, the place is free again. */
    private final class Leaving implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            hub.left();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            event.getAsyncContext().complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            // The client's write listener hears of it too, and completes.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts again.
        }
    }
}
