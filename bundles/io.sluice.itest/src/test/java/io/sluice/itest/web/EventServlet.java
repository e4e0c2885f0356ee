/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.web;

import io.sluice.api.http.Gateway;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** Server-Sent Events: GET listens, POST sends one event to all who listen and tells how many that were. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/fixture/events",
            "osgi.http.whiteboard.servlet.asyncSupported=true",
            Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN
        })
public final class EventServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Set<AsyncContext> listeners = ConcurrentHashMap.newKeySet();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        context.addListener(new Gone(context));
        response.getOutputStream().print("data: hello\n\n");
        response.flushBuffer();
        listeners.add(context);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int told = 0;
        for (AsyncContext context : List.copyOf(listeners)) {
            try {
                context.getResponse().getOutputStream().print("data: event\n\n");
                context.getResponse().flushBuffer();
                told++;
            } catch (IOException | IllegalStateException e) {
                listeners.remove(context);
            }
        }
        response.getWriter().write("told " + told);
    }

    private final class Gone implements AsyncListener {
        private final AsyncContext context;

        Gone(AsyncContext context) {
            this.context = context;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            listeners.remove(context);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            listeners.remove(context);
        }

        @Override
        public void onError(AsyncEvent event) {
            listeners.remove(context);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It goes on.
        }
    }
}
