/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

/**
 * Who asks for a picture.
 *
 * @param remote address and port
 * @param user empty when nobody is logged in
 */
record Asker(String remote, String user) {}
