"""Who works here, in which post, with which rights, seeing what; and how they sign in.

Words: company 公司, department 部门, post 岗位, establishment 编制, employee 员工, holding (a person holds a post)
任职, delegation 代理, right 权限, scope 数据范围, API token 接口令牌. A right grants actions; a post holds rights;
a person holds posts. Answers M0.1, M0.2, M0.4 and M0.5.

posts.py and departments.py name the posts and departments of the mission; setup.py writes them into an empty database.
"""
