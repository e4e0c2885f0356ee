/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.http.Gateway;
import io.sluice.api.media.Bytes;
import io.sluice.api.stream.StillEncoder;
import io.sluice.api.stream.StreamException;
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
 * {@code GET /api/frame.jpeg?src=NAME}: one JPEG image, or a problem (RFC 9457), within 5 s. No thread waits for it.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/api/frame.jpeg",
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN
        })
public final class FrameServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    /** With what the request needs on its way, 5 s are kept. */
    private static final Duration LIMIT = Duration.ofMillis(4_500);

    private static final int GIVEN_UP_MS = 20_000;

    private final transient PictureDesk desk;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    @Nullable
    transient volatile StillEncoder encoder;

    @Activate
    public FrameServlet(@Reference StreamRegistry registry) {
        desk = new PictureDesk(registry, () -> encoder, LIMIT);
    }

    @Deactivate
    void close() {
        desk.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        FrameRequest asked;
        Asker asker;
        try {
            asked = FrameRequest.of(request::getParameter);
            asker = StreamServlet.asker(request, asked.name());
        } catch (StreamException wrong) {
            Problem.of(wrong).write(response);
            return;
        }
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(GIVEN_UP_MS);
        desk.image(asked.name(), asked.shape(), asked.maxAge(), asker)
                .whenComplete((image, problem) -> answer(waiting, image, problem));
    }

    /** On the desk's thread: writes are the container's, when the peer can take them. */
    private static void answer(AsyncContext waiting, @Nullable Bytes image, @Nullable Throwable problem) {
        if (image != null) {
            AsyncBody.send(waiting, HttpServletResponse.SC_OK, "image/jpeg", image.toByteArray());
            return;
        }
        Problem.of(Problem.known(problem, "the image could not be made; the log has more"))
                .send(waiting);
    }
}
