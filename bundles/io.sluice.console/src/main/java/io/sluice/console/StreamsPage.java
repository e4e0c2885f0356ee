/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.Servlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Component;

/** Streams: what they are made of, how they are, who watches. */
@Component(
        service = Servlet.class,
        property = {
            ServletConstants.PLUGIN_LABEL + "=streams",
            ServletConstants.PLUGIN_TITLE + "=Streams",
            Page.CATEGORY,
            ServletConstants.PLUGIN_CSS_REFERENCES + "=/streams/res/sluice.css"
        })
public final class StreamsPage extends Page {
    private static final long serialVersionUID = 1L;

    public StreamsPage() {
        super("streams.js");
    }
}
