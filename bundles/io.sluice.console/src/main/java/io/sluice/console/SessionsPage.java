/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.Servlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Component;

/** Everybody who watches, whatever stream. */
@Component(
        service = Servlet.class,
        property = {
            ServletConstants.PLUGIN_LABEL + "=sessions",
            ServletConstants.PLUGIN_TITLE + "=Sessions",
            Page.CATEGORY,
            ServletConstants.PLUGIN_CSS_REFERENCES + "=/sessions/res/sluice.css"
        })
public final class SessionsPage extends Page {
    private static final long serialVersionUID = 1L;

    public SessionsPage() {
        super("sessions.js");
    }
}
