/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.api.http.Gateway;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code GET /api/stream.mjpeg?src=NAME}: the images of an MJPEG track, one part each, for as long as the peer stays;
 * or a problem (RFC 9457). No thread waits for it.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/api/stream.mjpeg",
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN
        })
public final class StreamServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final transient PartsDesk desk;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private transient volatile @Nullable Users users;

    @Activate
    public StreamServlet(@Reference StreamRegistry registry) {
        desk = new PartsDesk(registry, () -> users, LIMIT);
    }

    @Deactivate
    void close() {
        desk.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StreamName name;
        Asker asker;
        try {
            name = FrameRequest.source(request::getParameter);
            asker = asker(request, name);
        } catch (StreamException wrong) {
            Problem.of(wrong).write(response);
            return;
        }
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        desk.watch(name, asker, context);
    }

    /** Nothing is started for it: whether there are images shows when they are asked for. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            asker(request, FrameRequest.source(request::getParameter));
            head(response);
        } catch (StreamException wrong) {
            Problem.of(wrong).write(response);
        }
    }

    static void head(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("multipart/x-mixed-replace; boundary=" + PartsPackaging.BOUNDARY);
        response.setHeader("Cache-Control", "no-store");
        // For nginx: pass on what comes at once.
        response.setHeader("X-Accel-Buffering", "no");
    }

    /** @throws StreamException NOT_FOUND: names are told only to those who may watch */
    static Asker asker(HttpServletRequest request, StreamName name) throws StreamException {
        if (!(request.getAttribute(Gateway.IDENTITY) instanceof Identity identity)
                || !identity.may(Role.VIEWER, name)) {
            throw new StreamException(Reason.NOT_FOUND, "there is no stream \"" + name + "\"");
        }
        return new Asker(request.getRemoteAddr() + ":" + request.getRemotePort(), identity);
    }
}
