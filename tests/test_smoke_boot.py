def test_home(admin_client, northwind):
    r = admin_client.get("/o/northwind/")
    assert r.status_code == 200, r.content
